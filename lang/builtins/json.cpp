// builtins.toJSON and builtins.fromJSON.
#include <nlohmann/json.hpp>

#include "lang/builtins/support.hpp"
#include "lang/eval/print_value.hpp"

namespace hm {

namespace {

V to_json(Evaluator& e, V* a, Pos pos) {
  ContextSet context;
  std::string text = value_to_json(e, a[0], true, pos, context);
  return e.make_string(text, context);
}

// Builds values from the parser's events. Neither side recurses, so nesting is bounded by memory only; what
// then walks the value (printing, comparing) counts its own depth.
class ValueBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  ValueBuilder(Evaluator& e, Pos pos) : e_(e), pos_(pos) {}

  V result() const { return values_.empty() ? kNull : values_.front(); }

  bool null() override { return push(kNull); }
  bool boolean(bool b) override { return push(hm::boolean(b)); }
  bool number_integer(number_integer_t i) override { return push(e_.make_int(i)); }
  bool number_unsigned(number_unsigned_t u) override {
    if (u > static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max())) {
      e_.error(Code::BadUse, pos_, "unsigned json number {} outside of Nix integer range", u);
    }
    return push(e_.make_int(static_cast<std::int64_t>(u)));
  }
  bool number_float(number_float_t d, const string_t&) override { return push(e_.make_float(d)); }
  bool string(string_t& text) override { return push(e_.make_string(without_nul(text))); }
  bool binary(binary_t&) override { return false; }

  bool start_object(std::size_t) override { return begin(); }
  bool key(string_t& name) override {
    keys_.push_back(e_.symbols().intern(without_nul(name)));
    return true;
  }
  bool end_object() override {
    const Frame frame = frames_.back();
    frames_.pop_back();
    const std::size_t count = values_.size() - frame.values;
    AttrsBuilder attrs(e_, count);
    for (std::size_t i = 0; i < count; ++i) attrs.add(keys_[frame.keys + i], values_[frame.values + i]);
    keys_.resize(frame.keys);
    return replace(frame, attrs.finish());
  }

  bool start_array(std::size_t) override { return begin(); }
  bool end_array() override {
    const Frame frame = frames_.back();
    frames_.pop_back();
    const std::size_t count = values_.size() - frame.values;
    if (count == 0) return push(kEmptyList);
    ListObj* list = e_.new_list(static_cast<std::uint32_t>(count));
    std::memcpy(list->items, values_.data() + frame.values, sizeof(V) * count);
    return replace(frame, Evaluator::list_value(list));
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& failure) override {
    e_.throw_error(fail(Code::BadUse, "{}", failure.what())
                       .at(e_.token_span(pos_))
                       .context("while decoding a JSON string"));
  }

 private:
  // Where the members of an open array or object begin.
  struct Frame {
    std::size_t values;
    std::size_t keys;
  };

  bool push(V v) {
    values_.push_back(v);
    return true;
  }
  bool begin() {
    frames_.push_back({values_.size(), keys_.size()});
    return true;
  }
  bool replace(const Frame& frame, V v) {
    values_.resize(frame.values);
    return push(v);
  }
  const std::string& without_nul(const std::string& text) {
    if (text.find('\0') != std::string::npos) builtin::refuse_nul(e_, text, pos_, "");
    return text;
  }

  Evaluator& e_;
  Pos pos_;
  std::vector<V> values_;
  std::vector<Symbol> keys_;
  std::vector<Frame> frames_;
};

V from_json(Evaluator& e, V* a, Pos pos) {
  std::string_view text =
      e.force_string_no_context(a[0], pos, "while evaluating the first argument passed to builtins.fromJSON");
  ValueBuilder builder(e, pos);
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) {
    e.error(Code::BadUse, pos, "Invalid JSON Value");
  }
  return builder.result();
}

}  // namespace

void add_json_builtins(Registry& registry) {
  const Builtin table[] = {
      {"toJSON", 1, 0, false, to_json, "toJSON value",
       "The value as JSON. Paths are copied to the store; sets with `outPath` or `__toString` become "
       "strings."},
      {"fromJSON", 1, 1, false, from_json, "fromJSON text", "The value that a JSON text stands for."},
  };
  registry.insert(registry.end(), std::begin(table), std::end(table));
}

}  // namespace hm
