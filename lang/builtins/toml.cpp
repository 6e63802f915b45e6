// builtins.fromTOML: TOML 1.0, read by toml++.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_ENABLE_WINDOWS_COMPAT 0
#include <toml++/toml.h>

#include "lang/builtins/support.hpp"

namespace hm {

namespace {

class Converter {
 public:
  Converter(Evaluator& e, Pos pos) : e_(e), pos_(pos) {}

  V convert(const toml::table& table) {
    AttrsBuilder result(e_, table.size());
    for (const auto& [key, node] : table) result.add(checked(key.str()), convert(node));
    return result.finish();
  }

 private:
  V convert(const toml::node& node) {
    switch (node.type()) {
      case toml::node_type::table:
        return convert(*node.as_table());
      case toml::node_type::array:
        return convert(*node.as_array());
      case toml::node_type::string:
        return e_.make_string(checked(node.as_string()->get()));
      case toml::node_type::integer:
        return e_.make_int(node.as_integer()->get());
      case toml::node_type::floating_point:
        return e_.make_float(node.as_floating_point()->get());
      case toml::node_type::boolean:
        return boolean(node.as_boolean()->get());
      case toml::node_type::date:
        return timestamp(date_text(node.as_date()->get()));
      case toml::node_type::time:
        return timestamp(time_text(node.as_time()->get()));
      case toml::node_type::date_time:
        return timestamp(date_time_text(node.as_date_time()->get()));
      default:
        e_.error(Code::Internal, pos_, "a TOML value of unknown type");
    }
  }

  // Only where the experimental feature is on.
  V timestamp(const std::string& text) {
    if (!e_.options().toml_timestamps) {
      e_.error(Code::BadUse, pos_, "while parsing TOML: Dates and times are not supported");
    }
    AttrsBuilder result(e_, 2);
    result.add("_type", e_.make_string("timestamp"));
    result.add("value", e_.make_string(text));
    return result.finish();
  }

  static std::string date_text(const toml::date& date) {
    return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
  }

  // Fractions have three, six or nine digits: as few as hold the value.
  static std::string time_text(const toml::time& time) {
    std::string text = fmt::format("{:02}:{:02}:{:02}", time.hour, time.minute, time.second);
    const std::uint32_t ns = time.nanosecond;
    if (ns == 0) return text;
    if (ns % 1'000'000 == 0) return text + fmt::format(".{:03}", ns / 1'000'000);
    if (ns % 1'000 == 0) return text + fmt::format(".{:06}", ns / 1'000);
    return text + fmt::format(".{:09}", ns);
  }

  static std::string date_time_text(const toml::date_time& both) {
    std::string text = date_text(both.date) + "T" + time_text(both.time);
    if (!both.offset) return text;
    const int minutes = both.offset->minutes;
    if (minutes == 0) return text + "Z";
    const int size = minutes < 0 ? -minutes : minutes;
    return text + fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', size / 60, size % 60);
  }

  V convert(const toml::array& array) {
    std::vector<V> items;
    items.reserve(array.size());
    for (const toml::node& node : array) items.push_back(convert(node));
    return e_.make_list(items);
  }

  std::string_view checked(std::string_view text) {
    if (text.find('\0') != std::string_view::npos)
      builtin::refuse_nul(e_, text, pos_, "while parsing TOML: error: ");
    return text;
  }

  Evaluator& e_;
  Pos pos_;
};

[[noreturn]] void report(Evaluator& e, const toml::parse_error& error, Pos pos) {
  const std::string_view what = error.description();
  // The reference's words for a number that does not fit.
  if (what.find("not representable in 64 bits") != std::string_view::npos) {
    e.error(
        Code::BadUse, pos,
        "while parsing TOML: [error] toml::parse_dec_integer: too large integer: current max digits = 2^63");
  }
  e.error(Code::BadUse, pos, "while parsing TOML: {} (line {}, column {})", what, error.source().begin.line,
          error.source().begin.column);
}

V from_toml(Evaluator& e, V* a, Pos pos) {
  std::string_view text =
      e.force_string_no_context(a[0], pos, "while evaluating the argument passed to builtins.fromTOML");
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) report(e, parsed.error(), pos);
  return Converter(e, pos).convert(parsed.table());
}

}  // namespace

void add_toml_builtins(Registry& registry) {
  registry.push_back({"fromTOML", 1, 1, true, from_toml, "fromTOML text",
                      "The value that a TOML document stands for. Dates and times are an error, unless the "
                      "experimental feature "
                      "parse-toml-timestamps is on: then they are { _type = \"timestamp\"; value; }."});
}

}  // namespace hm
