[ x:x https://a.b/c?d=e&f ]
