"""A corpus of any size to files of scores: cut into chunks, scored by one process or many, each chunk written once.

place, reach    where output may stand, and how far into its files the reading is
chunks          what is read, cut
part            a chunk to bytes of tables (columns, encoding): pure, so that any process can do it
engine          who does it: this process; pool (with worker), cluster
store           parts to files; joining: files to one
manifest        what the run is (versions) and which parts are done
run             all of that, in the process that reads and writes; result: what it tells
"""
