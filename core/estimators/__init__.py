"""Own scikit-learn estimators, one a file, for what scikit-learn does not have.

Law of the family: each file imports only NumPy and scikit-learn and uses nothing else of
this project, so that its text can be placed as it is into an exported script. Fitted state
is plain arrays and numbers. Import them inside functions: they load scikit-learn.
"""
