map builtins.parseDrvName [
  "apache-httpd-2.0.48"
  "font-adobe-75dpi"
  "hello"
  "x--1"
]
