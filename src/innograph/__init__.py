"""innograph."""
