"""Whose work it is: developers, with all the names the sources know them by."""
