"""Reads files: rosters and agendas from CSV, XLSX and OParl JSON.

A file is taken whole or not at all: every reader returns values of the council, or raises
``BadFile`` with every problem of the file by line and reason.
"""
