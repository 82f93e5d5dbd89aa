"""Reading the tables of a job: files of every kind and Arrow objects, found, typed, looked through.

`sources` says what is read, `loaded` reads it.
"""
