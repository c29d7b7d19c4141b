"""Who people are: employment, shifts, teams, keys. Access ends by itself here."""
