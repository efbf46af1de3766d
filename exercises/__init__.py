"""What an exercise is: banks, types, grading, generators. Reads only files or bytes given."""
