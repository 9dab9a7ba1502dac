"""Questions in SQL that strangers may put: answered by a process of its own that can open nothing and is ended in time.

`process.ask` starts it and waits; `child` is what runs inside; `one_file` is all it can see of the disk.
"""
