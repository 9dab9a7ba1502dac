"""Every text of our own that a sender reads beside the findings; English, and the key of the catalogues."""

IGNORED = "This sheet, the notes and the fills of oscec are ignored when you send this file again."
CAUSE = "column {column}: {count} cells, one remedy"
ROWS = "rows read {read} = accepted {accepted} + rejected {rejected} + excluded {excluded}"
INVENTED = "Invented data of a model country."
BY_CAUSE, EVERY = "By cause", "Every finding"
HEADS = ("where", "how grave", "finding", "what", "what to do")
SEVERITIES = ("blocks", "warns", "asks")
WHOLE_FILE = "(whole file)"
REST = "The JSON file holds the rest: {count} findings in all."
FINDINGS, NONE = "Findings", "No findings."
FILL_IN = "Fill in the rows below the header; choose codes from the lists. Leave this sheet as it is."
ALL = (
    IGNORED, CAUSE, ROWS, INVENTED, BY_CAUSE, EVERY, *HEADS, *SEVERITIES, WHOLE_FILE, REST, FINDINGS, NONE, FILL_IN,
)  # fmt: skip
