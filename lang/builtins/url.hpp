// URLs as inputs use them: RFC 3986, and a little more leniency where people write flake references.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/diagnostic.hpp"

namespace hm::builtin {

// Thrown by what knows no Evaluator (url.cpp, fetch_input.cpp); the builtins make an EvalError of it.
// `not_a_url`: the text may still be something else, a path for instance.
struct InputError {
  Error error;
  bool not_a_url;
};

template <class... Args>
[[noreturn]] void bad_url(fmt::format_string<Args...> format, Args&&... args) {
  throw InputError{fail(Code::BadUse, format, std::forward<Args>(args)...), true};
}
template <class... Args>
[[noreturn]] void bad_input(fmt::format_string<Args...> format, Args&&... args) {
  throw InputError{fail(Code::BadUse, format, std::forward<Args>(args)...), false};
}

struct Url {
  std::string scheme;
  std::optional<std::string> authority;      // "user@host:80", encoded
  std::vector<std::string> path;             // decoded; what begins with "/" has an empty first component
  std::map<std::string, std::string> query;  // decoded
  std::string fragment;                      // decoded

  // "git" of "git+https", or "" ; "https" of it.
  std::string_view application() const;
  std::string_view transport() const;
  std::string encoded_path() const;
  std::string text() const;
  // The components of the path that are not empty.
  std::vector<std::string> segments() const;
};

// Throws InputError. `lenient`: spaces and a few more characters may stand in the query and fragment as they
// are.
Url parse_url(std::string_view text, bool lenient);
std::string percent_decode(std::string_view text);
std::map<std::string, std::string> decode_query(std::string_view query, bool lenient);

// A path of the disk as components of a URL's path, and back.
std::vector<std::string> url_path(std::string_view path);
std::string disk_path(const std::vector<std::string>& components);

}  // namespace hm::builtin
