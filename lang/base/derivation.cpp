#include "lang/base/derivation.hpp"

#include <algorithm>
#include <array>

namespace hm {

namespace {

// --- writing -------------------------------------------------------------------------------------

constexpr auto kEscapes = [] {
  std::array<char, 256> table{};
  table['"'] = '"';
  table['\\'] = '\\';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  return table;
}();

// Runs without a character that needs an escape are appended whole: the texts of a derivation are mostly such
// runs.
void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char escape = kEscapes[static_cast<unsigned char>(text[i])];
    if (!escape) continue;
    out.append(text, start, i - start);
    out += '\\';
    out += escape;
    start = i + 1;
  }
  out.append(text, start, text.size() - start);
  out += '"';
}

template <class Items, class Each>
void append_list(std::string& out, const Items& items, Each each) {
  out += '[';
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += ',';
    first = false;
    each(item);
  }
  out += ']';
}

template <class Items>
void append_strings(std::string& out, const Items& items) {
  append_list(out, items, [&](const std::string& item) { append_quoted(out, item); });
}

template <class First, class... Rest>
void append_tuple(std::string& out, const First& first, const Rest&... rest) {
  out += '(';
  append_quoted(out, first);
  ((out += ',', append_quoted(out, rest)), ...);
  out += ')';
}

void append_aterm(std::string& out, const Derivation& d, bool mask,
                  const std::map<std::string, std::set<std::string>>& inputs) {
  out += "Derive(";
  append_list(out, d.outputs, [&](const auto& output) {
    const DerivationOutput& o = output.second;
    append_tuple(out, output.first, mask ? std::string() : o.path, o.hash_algorithm, o.hash);
  });
  out += ',';
  append_list(out, inputs, [&](const auto& input) {
    out += '(';
    append_quoted(out, input.first);
    out += ',';
    append_strings(out, input.second);
    out += ')';
  });
  out += ',';
  append_strings(out, d.input_sources);
  out += ',';
  append_quoted(out, d.system);
  out += ',';
  append_quoted(out, d.builder);
  out += ',';
  append_strings(out, d.arguments);
  out += ',';
  append_list(out, d.environment, [&](const auto& variable) {
    const bool blank = mask && d.outputs.contains(variable.first);
    append_tuple(out, variable.first, blank ? std::string() : variable.second);
  });
  out += ')';
}

// --- reading -------------------------------------------------------------------------------------

class AtermReader {
 public:
  explicit AtermReader(std::string_view text) : text_(text) {}

  Result<Derivation> derivation() {
    if (text_.starts_with("DrvWithVersion(")) return bad("a dynamic derivation, which hm does not know");
    Derivation d;
    HM_CHECK(literal("Derive("));
    HM_CHECK(list([&] { return output(d); }));
    HM_CHECK(literal(","));
    HM_CHECK(list([&] { return input_derivation(d); }));
    HM_CHECK(literal(","));
    HM_CHECK(string_set(d.input_sources));
    HM_CHECK(field(d.system));
    HM_CHECK(field(d.builder));
    HM_CHECK(literal(","));
    HM_CHECK(list([&]() -> Status {
      HM_TRY(std::string argument, string());
      d.arguments.push_back(std::move(argument));
      return {};
    }));
    HM_CHECK(literal(","));
    HM_CHECK(list([&] { return variable(d); }));
    HM_CHECK(literal(")"));
    if (at_ != text_.size()) return bad("something follows its end");
    if (d.outputs.empty()) return bad("it has no outputs");
    return d;
  }

 private:
  Error bad(std::string_view what) const {
    return fail(Code::InvalidDerivation, "bad derivation: {} (at byte {})", what, at_);
  }

  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  Status literal(std::string_view expected) {
    if (!text_.substr(at_).starts_with(expected)) return bad(fmt::format("expected '{}'", expected));
    at_ += expected.size();
    return {};
  }

  Result<std::string> string() {
    HM_CHECK(literal("\""));
    std::string out;
    for (;;) {
      const std::size_t start = at_;
      while (at_ < text_.size() && !kEscapes[static_cast<unsigned char>(text_[at_])]) ++at_;
      out.append(text_, start, at_ - start);
      if (at_ == text_.size()) return bad("a string does not end");
      const char c = text_[at_++];
      if (c == '"') return out;
      if (c != '\\') return bad("a character in a string that needs an escape");
      HM_CHECK(escape(out));
    }
  }

  Status escape(std::string& out) {
    if (at_ == text_.size()) return bad("a string does not end");
    switch (text_[at_++]) {
      case 'n':
        out += '\n';
        return {};
      case 'r':
        out += '\r';
        return {};
      case 't':
        out += '\t';
        return {};
      case '"':
        out += '"';
        return {};
      case '\\':
        out += '\\';
        return {};
      default:
        return bad("an unknown escape in a string");
    }
  }

  Status field(std::string& to) {
    HM_CHECK(literal(","));
    HM_TRY(to, string());
    return {};
  }

  template <class Item>
  Status list(Item item) {
    HM_CHECK(literal("["));
    if (take(']')) return {};
    do {
      HM_CHECK(item());
    } while (take(','));
    return literal("]");
  }

  // Maps and sets are written in the order of their keys, so each key must follow the last one.
  template <class Container>
  Status check_order(const Container& so_far, const std::string& key) const {
    if (!so_far.empty()) {
      if (so_far.key_comp()(key, last_key(so_far)) || key == last_key(so_far))
        return bad("entries are not in order");
    }
    return {};
  }
  static const std::string& last_key(const std::set<std::string>& set) { return *set.rbegin(); }
  template <class T>
  static const std::string& last_key(const std::map<std::string, T>& map) {
    return map.rbegin()->first;
  }

  Status string_set(std::set<std::string>& to) {
    return list([&]() -> Status {
      HM_TRY(std::string item, string());
      HM_CHECK(check_order(to, item));
      to.insert(to.end(), std::move(item));
      return {};
    });
  }

  Status output(Derivation& d) {
    HM_CHECK(literal("("));
    HM_TRY(std::string name, string());
    DerivationOutput o;
    HM_CHECK(field(o.path));
    HM_CHECK(field(o.hash_algorithm));
    HM_CHECK(field(o.hash));
    HM_CHECK(literal(")"));
    HM_CHECK(check_order(d.outputs, name));
    HM_CHECK(check_output(o));
    d.outputs.emplace_hint(d.outputs.end(), std::move(name), std::move(o));
    return {};
  }

  //   path  algorithm  hash        kind
  //   yes   -          -           input-addressed
  //   -     -          -           input-addressed, path not known yet (an input is floating)
  //   yes   yes        base16      fixed
  //   -     yes        -           floating content-addressed
  //   -     yes        "impure"    impure
  Status check_output(const DerivationOutput& o) const {
    if (!o.path.empty() && o.path[0] != '/') return bad("an output's path is not absolute");
    if (o.hash_algorithm.empty()) {
      return o.hash.empty() ? Status() : bad("an output has a hash but no algorithm");
    }
    std::string_view name = o.hash_algorithm;
    for (const std::string_view method : {"r:", "text:", "git:"}) {
      if (name.starts_with(method)) {
        name.remove_prefix(method.size());
        break;
      }
    }
    const auto algorithm = hash_algorithm(name);
    if (!algorithm) return bad("an output has an unknown hash algorithm");
    if (o.fixed() == o.path.empty()) return bad("an output's path and hash do not go together");
    if (!o.fixed()) return {};
    const bool lower_hex = o.hash.size() == 2 * hash_bytes_of(*algorithm) &&
                           o.hash.find_first_not_of("0123456789abcdef") == std::string::npos;
    return lower_hex ? Status() : bad("an output's hash is not one");
  }

  Status input_derivation(Derivation& d) {
    HM_CHECK(literal("("));
    HM_TRY(std::string path, string());
    if (path.empty() || path[0] != '/') return bad("an input's path is not absolute");
    HM_CHECK(check_order(d.input_derivations, path));
    HM_CHECK(literal(","));
    std::set<std::string> names;
    HM_CHECK(string_set(names));
    HM_CHECK(literal(")"));
    d.input_derivations.emplace_hint(d.input_derivations.end(), std::move(path), std::move(names));
    return {};
  }

  Status variable(Derivation& d) {
    HM_CHECK(literal("("));
    HM_TRY(std::string name, string());
    std::string value;
    HM_CHECK(field(value));
    HM_CHECK(literal(")"));
    HM_CHECK(check_order(d.environment, name));
    d.environment.emplace_hint(d.environment.end(), std::move(name), std::move(value));
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::string Derivation::to_aterm() const {
  return to_aterm(false, nullptr);
}

std::string Derivation::to_aterm(bool mask_outputs,
                                 const std::map<std::string, std::set<std::string>>* inputs) const {
  std::string out;
  append_aterm(out, *this, mask_outputs, inputs ? *inputs : input_derivations);
  return out;
}

bool Derivation::is_fixed_output() const {
  return outputs.size() == 1 && outputs.begin()->first == "out" && outputs.begin()->second.fixed();
}

Result<Derivation> parse_derivation(std::string_view aterm) {
  return AtermReader(aterm).derivation();
}

Hash hash_modulo(const Derivation& derivation, bool mask_outputs,
                 const std::function<Hash(const std::string& drv_path)>& input_hash) {
  if (derivation.is_fixed_output() && !mask_outputs) {
    // Only what is fetched counts, not how.
    const DerivationOutput& out = derivation.outputs.begin()->second;
    return hash_of(HashAlgorithm::Sha256,
                   "fixed:out:" + out.hash_algorithm + ":" + out.hash + ":" + out.path);
  }
  std::map<std::string, std::set<std::string>> inputs;
  for (const auto& [path, outputs] : derivation.input_derivations) {
    // Two inputs may have one hash (the same file fetched in two ways): their outputs are united.
    inputs[input_hash(path).base16()].insert(outputs.begin(), outputs.end());
  }
  return hash_of(HashAlgorithm::Sha256, derivation.to_aterm(mask_outputs, &inputs));
}

}  // namespace hm
