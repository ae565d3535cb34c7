"""The tables of the database, step by step; each step is a file of ``versions`` and is never changed."""
