"""The engine of Word documents: a template is compiled once, then each document costs what varies in it.

`docxtpl` defines what a template means; its own methods are called once per template. What is compiled gives the same
document (canonical XML), and whatever is not proved to goes through docxtpl itself. See docs/decisions.
"""
