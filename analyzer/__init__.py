"""From minutes to days, weeks, findings and letters. Pure: no database, files, network or clock."""
