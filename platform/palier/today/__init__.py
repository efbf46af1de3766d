"""What a trainer has to see today: alerts that open and close by themselves."""
