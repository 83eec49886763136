"""How a text file holds a table: encoding, delimiter, quotes, header, values.

`encoding` turns bytes into text, `tokens` cuts lines into cells, `layout` guesses how,
`reading` reads all rows, and `values`, `numbers` and `dates` turn texts into typed columns.
"""
