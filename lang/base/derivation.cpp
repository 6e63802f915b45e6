#include "lang/base/derivation.hpp"

#include <algorithm>
#include <array>
#include <cstring>

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

// Does one of eight bytes equal `c`? (A set high bit in what "less than one" leaves of the difference.)
constexpr std::uint64_t kOnes = 0x0101'0101'0101'0101, kHighs = 0x8080'8080'8080'8080;
constexpr std::uint64_t marks_of(std::uint64_t word, unsigned char c) {
  const std::uint64_t difference = word ^ (kOnes * c);
  return (difference - kOnes) & ~difference & kHighs;
}

// The next character that needs an escape, at `from` or after it.
std::size_t next_escape(std::string_view text, std::size_t from) {
  for (; from + 8 <= text.size(); from += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + from, 8);
    if (marks_of(word, '"') | marks_of(word, '\\') | marks_of(word, '\n') | marks_of(word, '\r') | marks_of(word, '\t')) break;
  }
  while (from < text.size() && !kEscapes[static_cast<unsigned char>(text[from])]) ++from;
  return from;
}

// A buffer whose push_back is a store (that of std::string is a call, and was 2 % of an evaluation).
using Text = fmt::memory_buffer;

// Runs without a character that needs an escape are appended whole: the texts of a derivation are mostly such
// runs.
void append_quoted(Text& out, std::string_view text) {
  out.push_back('"');
  std::size_t start = 0;
  for (std::size_t i = next_escape(text, 0); i < text.size(); i = next_escape(text, i + 1)) {
    const char escape = kEscapes[static_cast<unsigned char>(text[i])];
    out.append(text.substr(start, i - start));
    out.push_back('\\');
    out.push_back(escape);
    start = i + 1;
  }
  out.append(text.substr(start));
  out.push_back('"');
}

template <class Items, class Each>
void append_list(Text& out, const Items& items, Each each) {
  out.push_back('[');
  bool first = true;
  for (const auto& item : items) {
    if (!first) out.push_back(',');
    first = false;
    each(item);
  }
  out.push_back(']');
}

template <class Items>
void append_strings(Text& out, const Items& items) {
  append_list(out, items, [&](std::string_view item) { append_quoted(out, item); });
}

template <class... Rest>
void append_tuple(Text& out, std::string_view first, const Rest&... rest) {
  out.push_back('(');
  append_quoted(out, first);
  ((out.push_back(','), append_quoted(out, rest)), ...);
  out.push_back(')');
}

std::string_view name_of_input(const std::pair<const std::string, std::set<std::string>>& input) { return input.first; }
std::string_view name_of_input(const ModuloInput& input) { return input.hash; }
const auto& outputs_of(const std::pair<const std::string, std::set<std::string>>& input) { return input.second; }
const auto& outputs_of(const ModuloInput& input) { return input.outputs; }

}  // namespace

void unite(std::vector<ModuloInput>& inputs) {
  std::sort(inputs.begin(), inputs.end(), [](const auto& a, const auto& b) { return a.hash < b.hash; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (kept > 0 && inputs[kept - 1].hash == inputs[i].hash) {
      auto& outputs = inputs[kept - 1].outputs;
      outputs.insert(outputs.end(), inputs[i].outputs.begin(), inputs[i].outputs.end());
      std::sort(outputs.begin(), outputs.end());
      outputs.erase(std::unique(outputs.begin(), outputs.end()), outputs.end());
    } else {
      if (kept != i) inputs[kept] = std::move(inputs[i]);
      ++kept;
    }
  }
  inputs.resize(kept);
}

DerivationText::DerivationText(const Derivation& derivation) : derivation_(derivation) {
  std::size_t bytes = 256;
  for (const auto& [name, value] : derivation.environment) bytes += name.size() + value.size() + 16;
  rest_.reserve(bytes + bytes / 16);
  rest_.push_back(',');
  append_strings(rest_, derivation.input_sources);
  rest_.push_back(',');
  append_quoted(rest_, derivation.system);
  rest_.push_back(',');
  append_quoted(rest_, derivation.builder);
  rest_.push_back(',');
  append_strings(rest_, derivation.arguments);
  rest_.push_back(',');
  append_list(rest_, derivation.environment, [&](const auto& variable) {
    const auto output = derivation.outputs.find(variable.first);
    if (output == derivation.outputs.end()) return append_tuple(rest_, variable.first, variable.second);
    rest_.push_back('(');
    append_quoted(rest_, variable.first);
    rest_.push_back(',');
    holes_.push_back({rest_.size(), &output->first});
    rest_.push_back(')');
  });
  rest_.push_back(')');
}

template <class Inputs, class Write>
void DerivationText::pieces(bool mask_outputs, const Inputs& inputs, Write write) const {
  Text out;
  out.append(std::string_view("Derive("));
  append_list(out, derivation_.outputs, [&](const auto& output) {
    const DerivationOutput& o = output.second;
    append_tuple(out, output.first, mask_outputs ? std::string_view() : o.path, o.hash_algorithm, o.hash);
  });
  out.push_back(',');
  append_list(out, inputs, [&](const auto& input) {
    out.push_back('(');
    append_quoted(out, name_of_input(input));
    out.push_back(',');
    append_strings(out, outputs_of(input));
    out.push_back(')');
  });
  write(std::string_view(out.data(), out.size()));
  std::size_t from = 0;
  const std::string_view rest(rest_.data(), rest_.size());
  for (const Hole& hole : holes_) {
    write(rest.substr(from, hole.at - from));
    out.clear();
    append_quoted(out, mask_outputs ? std::string_view() : derivation_.environment.at(*hole.name));
    write(std::string_view(out.data(), out.size()));
    from = hole.at;
  }
  write(rest.substr(from));
}

std::string DerivationText::written() const {
  std::string text;
  text.reserve(rest_.size() + 128 * (derivation_.outputs.size() * 2 + derivation_.input_derivations.size()) + 64);
  pieces(false, derivation_.input_derivations, [&](std::string_view piece) { text += piece; });
  return text;
}

Hash DerivationText::modulo(bool mask_outputs, const std::vector<ModuloInput>& inputs) const {
  Hasher hasher(HashAlgorithm::Sha256);
  pieces(mask_outputs, inputs, [&](std::string_view piece) { hasher.update(piece); });
  return hasher.finish();
}

StorePath derivation_path(std::string_view store_dir, std::string_view name, const Derivation& derivation,
                          std::string_view text) {
  // "text:<ref>:<ref>…", all inputs in order.
  std::string type = "text";
  auto source = derivation.input_sources.begin();
  auto input = derivation.input_derivations.begin();
  while (source != derivation.input_sources.end() || input != derivation.input_derivations.end()) {
    const bool take_source = input == derivation.input_derivations.end() ||
                             (source != derivation.input_sources.end() && *source <= input->first);
    type += ':';
    type += take_source ? *source : input->first;
    if (take_source) {
      if (input != derivation.input_derivations.end() && *source == input->first) ++input;
      ++source;
    } else {
      ++input;
    }
  }
  return make_store_path(store_dir, type, hash_of(HashAlgorithm::Sha256, text), name);
}

namespace {

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

std::string Derivation::to_aterm() const { return DerivationText(*this).written(); }

DerivationOutline outline_of(const Derivation& derivation) {
  DerivationOutline outline;
  if (const auto name = derivation.environment.find("name"); name != derivation.environment.end()) outline.name = name->second;
  for (const auto& [name, output] : derivation.outputs) outline.outputs.emplace(name, output.path);
  for (const auto& [path, outputs] : derivation.input_derivations) outline.input_derivations.push_back(path);
  outline.input_sources.assign(derivation.input_sources.begin(), derivation.input_sources.end());
  return outline;
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
  std::vector<ModuloInput> inputs;
  for (const auto& [path, outputs] : derivation.input_derivations) {
    inputs.push_back({input_hash(path).base16(), {outputs.begin(), outputs.end()}});
  }
  unite(inputs);
  return DerivationText(derivation).modulo(mask_outputs, inputs);
}

}  // namespace hm
