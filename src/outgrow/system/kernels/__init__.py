"""The household steps over all villages: a NumPy reference and a compiled kernel that agree to the last bit.

Both take the same arguments and fill the same rows of village sums, so that any block of villages, on any number of
threads, gives the same bytes.
"""
