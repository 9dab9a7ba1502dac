"""The rules of a delivery: what is in force, what each record, edition and vintage says, and what became of each."""
