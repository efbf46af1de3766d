"""What an exercise is: banks, types, grading and generators. Reads only the bank folder or bytes."""
