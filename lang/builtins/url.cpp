#include "lang/builtins/url.hpp"

#include <algorithm>

namespace hm::builtin {

namespace {

bool is_alpha(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_unreserved(char c) {
  return is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}
bool is_path_character(char c) {
  return is_unreserved(c) || std::string_view("!$&'()*+,;=:@").find(c) != std::string_view::npos;
}

std::string percent_encode(std::string_view text, std::string_view keep = {}) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    if (is_unreserved(c) || keep.find(c) != std::string_view::npos) {
      result += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    result += '%';
    result += kDigits[byte >> 4];
    result += kDigits[byte & 15];
  }
  return result;
}

// Every character is of the set of paths, one of `more`, or part of an escape.
void check_part(std::string_view whole, std::string_view part, std::string_view more) {
  for (std::size_t i = 0; i < part.size(); ++i) {
    const char c = part[i];
    if (c == '%') {
      if (i + 2 >= part.size() || !is_hex(part[i + 1]) || !is_hex(part[i + 2])) {
        bad_url("'{}' is not a valid URL: '%' is not followed by two hexadecimal digits", whole);
      }
      i += 2;
    } else if (!is_path_character(c) && more.find(c) == std::string_view::npos) {
      bad_url("'{}' is not a valid URL: a character that has to be escaped", whole);
    }
  }
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

// "user:password@[::1]:80": checked, and escaped again in one way.
std::string canonical_authority(std::string_view whole, std::string_view authority) {
  std::string result;
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    const std::string_view user = authority.substr(0, at);
    check_part(whole, user, "");
    const std::size_t colon = user.find(':');
    result += percent_encode(percent_decode(user.substr(0, colon)));
    if (colon != std::string_view::npos)
      result += ":" + percent_encode(percent_decode(user.substr(colon + 1)));
    result += '@';
    authority.remove_prefix(at + 1);
  }
  std::string_view port;
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos) bad_url("'{}' is not a valid URL: an address without its ']'", whole);
    const std::string_view rest = authority.substr(end + 1);
    if (!rest.empty() && rest[0] != ':') bad_url("'{}' is not a valid URL: text after an address", whole);
    check_part(whole, authority.substr(1, end - 1), "");
    result += "[" + percent_encode(percent_decode(authority.substr(1, end - 1)), ":") + "]";
    if (!rest.empty()) port = rest.substr(1);
  } else {
    const std::size_t colon = authority.find(':');
    const std::string_view host = authority.substr(0, colon);
    check_part(whole, host, "");
    result += percent_encode(percent_decode(host));
    if (colon != std::string_view::npos) port = authority.substr(colon + 1);
  }
  if (port.empty()) return result;
  unsigned number = 0;
  for (const char c : port) {
    number = number * 10 + static_cast<unsigned>(c - '0');
    if (!is_digit(c) || number > 65535) bad_url("port '{}' is invalid", port);
  }
  return fmt::format("{}:{}", result, number);
}

bool is_scheme(std::string_view text) {
  return !text.empty() && is_alpha(text[0]) && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
}

// Without the host that only says "this machine".
void check_file_authority(std::string_view whole, Url& url) {
  if (url.transport() != "file") return;
  if (url.authority && !url.authority->empty()) {
    bad_url("file:// URL '{}' has unexpected authority '{}'", whole, *url.authority);
  }
}

}  // namespace

std::string percent_decode(std::string_view text) {
  const auto value = [](char c) { return is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10; };
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i];
      continue;
    }
    if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) {
      bad_url("invalid URI parameter '{}': '%' is not followed by two hexadecimal digits", text);
    }
    result += static_cast<char>(value(text[i + 1]) * 16 + value(text[i + 2]));
    i += 2;
  }
  return result;
}

std::map<std::string, std::string> decode_query(std::string_view query, bool lenient) {
  std::map<std::string, std::string> result;
  if (query.empty()) return result;
  check_part(query, query, lenient ? "/? \"" : "/?");
  for (const std::string_view parameter : split(query, '&')) {
    const std::size_t equal = parameter.find('=');
    if (equal == std::string_view::npos) continue;  // says nothing
    result.emplace(percent_decode(parameter.substr(0, equal)), percent_decode(parameter.substr(equal + 1)));
  }
  return result;
}

Url parse_url(std::string_view text, bool lenient) {
  Url url;
  std::string_view rest = text;
  const std::size_t colon = rest.find_first_of(":/?#");
  if (colon == std::string_view::npos || rest[colon] != ':' || !is_scheme(rest.substr(0, colon))) {
    bad_url("'{}' doesn't have a scheme", text);
  }
  url.scheme = rest.substr(0, colon);
  rest.remove_prefix(colon + 1);
  if (const std::size_t hash = rest.find('#'); hash != std::string_view::npos) {
    check_part(text, rest.substr(hash + 1), lenient ? "/? \"^" : "/?");
    url.fragment = percent_decode(rest.substr(hash + 1));
    rest = rest.substr(0, hash);
  }
  if (const std::size_t mark = rest.find('?'); mark != std::string_view::npos) {
    url.query = decode_query(rest.substr(mark + 1), lenient);
    rest = rest.substr(0, mark);
  }
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    const std::size_t end = std::min(rest.find('/'), rest.size());
    url.authority = canonical_authority(text, rest.substr(0, end));
    rest.remove_prefix(end);
  }
  check_file_authority(text, url);
  check_part(text, rest, "/");
  if (rest.empty() && url.transport() == "file") rest = "/";
  for (const std::string_view part : split(rest, '/')) url.path.push_back(percent_decode(part));
  return url;
}

std::string_view Url::application() const {
  const std::size_t plus = scheme.find('+');
  return plus == std::string::npos ? std::string_view() : std::string_view(scheme).substr(0, plus);
}

std::string_view Url::transport() const {
  const std::size_t plus = scheme.find('+');
  return std::string_view(scheme).substr(plus == std::string::npos ? 0 : plus + 1);
}

std::string Url::encoded_path() const {
  std::string result;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (i) result += '/';
    result += percent_encode(path[i], ":@");
  }
  return result;
}

std::string Url::text() const {
  std::string result = scheme + ":";
  if (authority) result += "//" + *authority;
  result += encoded_path();
  char separator = '?';
  for (const auto& [name, value] : query) {
    result += separator;
    result += percent_encode(name, ":@/?") + "=" + percent_encode(value, ":@/?");
    separator = '&';
  }
  if (!fragment.empty()) result += "#" + percent_encode(fragment);
  return result;
}

std::vector<std::string> Url::segments() const {
  std::vector<std::string> result;
  std::copy_if(path.begin(), path.end(), std::back_inserter(result),
               [](const auto& s) { return !s.empty(); });
  return result;
}

std::vector<std::string> url_path(std::string_view path) {
  std::vector<std::string> result;
  const bool absolute = path.starts_with('/');
  if (absolute) result.emplace_back();
  for (const std::string_view part : split(path, '/')) {
    if (!part.empty()) result.emplace_back(part);
  }
  if (path.ends_with('/')) result.emplace_back();
  return result;
}

std::string disk_path(const std::vector<std::string>& components) {
  std::string result;
  for (std::size_t i = 0; i < components.size(); ++i) {
    const std::string& part = components[i];
    if (part.find('/') != std::string::npos) {
      bad_url("URL path component '{}' contains '/', which is not allowed in file names", part);
    }
    if (part.find('\0') != std::string::npos) {
      bad_url("URL path component '{}' contains NUL byte which is not allowed",
              part.substr(0, part.find('\0')) + "␀");
    }
    if (i == 0 && part.empty()) {
      result = "/";
    } else {
      if (!result.empty() && !result.ends_with('/')) result += '/';
      result += part;
    }
  }
  return result;
}

}  // namespace hm::builtin
