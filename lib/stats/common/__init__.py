"""What every test here shares: results and refusals, groups, pairs, adjustment, grid, libraries."""
