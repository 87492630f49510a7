"""Course: the command, the notebooks as files, copies for a class, web pages, lessons. It may use all of gdviz."""
