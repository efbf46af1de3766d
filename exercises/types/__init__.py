"""One module a type of exercise."""
