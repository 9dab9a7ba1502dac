"""PDF files written by hand, object by object: what no library writes can be written too."""

from collections.abc import Sequence


def written(bodies: Sequence[str], *, end: str = "") -> bytes:
    """The file of these objects, the first of which is its root; `end`: what else its trailer says."""
    content, places = "%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    trailer = f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R {end} >>\nstartxref\n{len(content)}\n%%EOF\n"
    return f"{content}xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}{trailer}".encode("latin-1")
