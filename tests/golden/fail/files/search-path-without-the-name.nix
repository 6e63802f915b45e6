<not-in-the-search-path>
