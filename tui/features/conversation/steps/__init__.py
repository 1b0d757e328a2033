"""The screens of the kinds of step, one module per kind."""
