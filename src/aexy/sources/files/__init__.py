"""Files as a source: CSV, JSON lines and Parquet, a table each, and DevLake's exports.

formats    a file's rows, one after the other, whatever it is written in
columns    what may stand in a column, and how strictly it is taken
tables     the tables that can be filled, column by column
devlake    DevLake's tables, said in ours
sheet      a file that was looked into: its stream, and its rows under the table's names
reading    a kept row into records (pure)
"""
