// Version strings, as package names carry them.
#include <charconv>

#include "lang/builtins/support.hpp"

namespace hm {

namespace {

// Of the C locale, whatever the process uses.
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_separator(char c) {
  return c == '.' || c == '-';
}

// Takes the next run of digits, or of what is neither digit nor separator; "" at the end.
std::string_view next_component(std::string_view& rest) {
  std::size_t begin = 0;
  while (begin < rest.size() && is_separator(rest[begin])) ++begin;
  std::size_t end = begin;
  if (end < rest.size() && is_digit(rest[end])) {
    while (end < rest.size() && is_digit(rest[end])) ++end;
  } else {
    while (end < rest.size() && !is_digit(rest[end]) && !is_separator(rest[end])) ++end;
  }
  std::string_view component = rest.substr(begin, end - begin);
  rest.remove_prefix(end);
  return component;
}

// A component that is a number of 32 bits; longer runs of digits are compared as text.
std::optional<std::int32_t> number_in(std::string_view component) {
  if (component.empty() || !is_digit(component[0])) return std::nullopt;
  std::int32_t number = 0;
  auto [end, error] = std::from_chars(component.data(), component.data() + component.size(), number);
  if (error != std::errc() || end != component.data() + component.size()) return std::nullopt;
  return number;
}

// "pre" is before all else, the end before a number, letters before numbers.
bool component_less(std::string_view x, std::string_view y) {
  auto nx = number_in(x), ny = number_in(y);
  if (nx && ny) return *nx < *ny;
  if (x.empty() && ny) return true;
  if (x == "pre" && y != "pre") return true;
  if (y == "pre") return false;
  if (ny) return true;
  if (nx) return false;
  return x < y;
}

int compare(std::string_view x, std::string_view y) {
  while (!x.empty() || !y.empty()) {
    std::string_view cx = next_component(x), cy = next_component(y);
    if (component_less(cx, cy)) return -1;
    if (component_less(cy, cx)) return 1;
  }
  return 0;
}

V compare_versions(Evaluator& e, V* a, Pos pos) {
  std::string_view x = e.force_string_no_context(
      a[0], pos, "while evaluating the first argument passed to builtins.compareVersions");
  std::string_view y = e.force_string_no_context(
      a[1], pos, "while evaluating the second argument passed to builtins.compareVersions");
  return e.make_int(compare(x, y));
}

V split_version(Evaluator& e, V* a, Pos pos) {
  std::string_view rest = e.force_string_no_context(
      a[0], pos, "while evaluating the first argument passed to builtins.splitVersion");
  std::vector<V> components;
  for (std::string_view part = next_component(rest); !part.empty(); part = next_component(rest)) {
    components.push_back(e.make_string(part));
  }
  return e.make_list(components);
}

// The version begins after the first dash that no letter follows.
V parse_drv_name(Evaluator& e, V* a, Pos pos) {
  std::string_view text = e.force_string_no_context(
      a[0], pos, "while evaluating the first argument passed to builtins.parseDrvName");
  std::string_view name = text, version;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '-' && !is_letter(text[i + 1])) {
      name = text.substr(0, i);
      version = text.substr(i + 1);
      break;
    }
  }
  AttrsBuilder result(e, 2);
  result.add("name", e.make_string(name));
  result.add("version", e.make_string(version));
  return result.finish();
}

}  // namespace

void add_version_builtins(Registry& registry) {
  const Builtin table[] = {
      {"compareVersions", 2, 1, false, compare_versions, "compareVersions x y",
       "-1, 0 or 1: is version x older than y, equally old, or newer?"},
      {"splitVersion", 1, 1, false, split_version, "splitVersion version",
       "The components that compareVersions looks at."},
      {"parseDrvName", 1, 1, false, parse_drv_name, "parseDrvName name",
       "{ name, version }, cut at the first dash that no letter follows."},
  };
  registry.insert(registry.end(), std::begin(table), std::end(table));
}

}  // namespace hm
