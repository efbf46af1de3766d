"""The calendar of alternance: weeks at the school, in a company, of holidays."""
