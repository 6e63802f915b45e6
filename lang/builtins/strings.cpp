// Strings are bytes. A result carries the context of everything that went into it.
#include <array>

#include "lang/builtins/support.hpp"

namespace hm {

using builtin::slots;

namespace {

V to_string(Evaluator& e, V* a, Pos pos) {
  if (Evaluator::is_string(e.force(a[0]))) return a[0];
  ContextSet context;
  std::string text = e.coerce_to_string(a[0], pos, context, {.more = true, .copy_to_store = false},
                                        "while evaluating the first argument passed to builtins.toString");
  return e.make_string(text, context);
}

// A string, or what can stand for one; `storage` holds the text where it is not in a value already.
std::string_view text_of(Evaluator& e, V& slot, Pos pos, ContextSet& context, std::string& storage,
                         std::string_view doing) {
  if (Evaluator::is_string(e.force(slot))) {
    context.add(Evaluator::context_of(slot));
    return Evaluator::string_view_of(slot);
  }
  storage = e.coerce_to_string(slot, pos, context, {}, doing);
  return storage;
}

V substring(Evaluator& e, V* a, Pos pos) {
  std::int64_t start = e.force_int(
      a[0], pos, "while evaluating the first argument (the start offset) passed to builtins.substring");
  if (start < 0) e.error(Code::BadUse, pos, "negative start position in 'substring'");
  std::int64_t length = e.force_int(
      a[1], pos, "while evaluating the second argument (the substring length) passed to builtins.substring");
  ContextSet context;
  std::string storage;
  std::string_view text =
      text_of(e, a[2], pos, context, storage,
              "while evaluating the third argument (the string) passed to builtins.substring");
  // A negative length means all the rest.
  std::string_view part;
  if (static_cast<std::uint64_t>(start) < text.size()) {
    part = text.substr(static_cast<std::size_t>(start),
                       length < 0 ? std::string_view::npos : static_cast<std::size_t>(length));
  }
  if (part.size() == text.size() && Evaluator::is_string(a[2])) return a[2];
  return e.make_string(part, context);
}

V string_length(Evaluator& e, V* a, Pos pos) {
  ContextSet context;
  std::string storage;
  std::string_view text = text_of(e, a[0], pos, context, storage,
                                  "while evaluating the argument passed to builtins.stringLength");
  return e.make_int(static_cast<std::int64_t>(text.size()));
}

V concat_strings_sep(Evaluator& e, V* a, Pos pos) {
  ContextSet context;
  std::string_view separator = e.force_string(
      a[0], pos,
      "while evaluating the first argument (the separator string) passed to builtins.concatStringsSep",
      context);
  const ListObj* list = e.force_list(a[1], pos,
                                     "while evaluating the second argument (the list of strings to concat) "
                                     "passed to builtins.concatStringsSep");
  std::string result, storage;
  for (std::uint32_t i = 0; i < list->size; ++i) {
    if (i > 0) result += separator;
    result += text_of(
        e, slots(list)[i], pos, context, storage,
        "while evaluating one element of the list of strings to concat passed to builtins.concatStringsSep");
    e.spend(1);
    e.check_text(result.size(), pos);
  }
  return e.make_string(result, context);
}

// At each place the first pattern of the list that fits is replaced; an empty pattern fits everywhere, also
// at the end. Replacements are evaluated when they are first needed, and only then give their context.
class Replacer {
 public:
  Replacer(Evaluator& e, const ListObj* from, const ListObj* to, Pos pos) : e_(e), to_(to), pos_(pos) {
    replacements_.resize(from->size);
    for (std::uint32_t i = 0; i < from->size; ++i) {
      std::string_view pattern = e.force_string(
          slots(from)[i], pos,
          "while evaluating one of the strings to replace passed to builtins.replaceStrings", ignored_);
      patterns_.push_back(pattern);
      if (pattern.empty()) {
        begins_.fill(true);
      } else {
        begins_[static_cast<unsigned char>(pattern[0])] = true;
      }
      matches_empty_ = matches_empty_ || pattern.empty();
    }
  }

  std::string run(std::string_view text, ContextSet& context) {
    std::string result;
    std::size_t p = 0;
    while (p <= text.size()) {
      std::size_t fitting = fitting_at(text, p);
      if (fitting < patterns_.size()) {
        result += replacement(fitting, context);
        e_.check_text(result.size(), pos_);
        if (!patterns_[fitting].empty()) {
          p += patterns_[fitting].size();
          continue;
        }
      }
      if (p < text.size()) result += text[p];
      ++p;
    }
    return result;
  }

 private:
  std::size_t fitting_at(std::string_view text, std::size_t p) const {
    const bool possible = p < text.size() ? begins_[static_cast<unsigned char>(text[p])] : matches_empty_;
    if (!possible) return patterns_.size();
    std::size_t i = 0;
    e_.spend(1 + patterns_.size() / 16);
    while (i < patterns_.size() && text.compare(p, patterns_[i].size(), patterns_[i]) != 0) ++i;
    return i;
  }

  std::string_view replacement(std::size_t i, ContextSet& context) {
    if (!replacements_[i]) {
      replacements_[i] = e_.force_string(
          slots(to_)[i], pos_,
          "while evaluating one of the replacement strings passed to builtins.replaceStrings", context);
    }
    return *replacements_[i];
  }

  Evaluator& e_;
  const ListObj* to_;
  Pos pos_;
  std::vector<std::string_view> patterns_;
  std::vector<std::optional<std::string_view>> replacements_;
  std::array<bool, 256> begins_{};
  bool matches_empty_ = false;
  ContextSet ignored_;  // of the patterns
};

V replace_strings(Evaluator& e, V* a, Pos pos) {
  const ListObj* from =
      e.force_list(a[0], pos, "while evaluating the first argument passed to builtins.replaceStrings");
  const ListObj* to =
      e.force_list(a[1], pos, "while evaluating the second argument passed to builtins.replaceStrings");
  if (from->size != to->size) {
    e.error(Code::BadUse, pos,
            "'from' and 'to' arguments passed to builtins.replaceStrings have different lengths");
  }
  Replacer replacer(e, from, to, pos);
  ContextSet context;
  std::string_view text = e.force_string(
      a[2], pos, "while evaluating the third argument passed to builtins.replaceStrings", context);
  return e.make_string(replacer.run(text, context), context);
}

HashAlgorithm algorithm_named(Evaluator& e, std::string_view name, Pos pos) {
  if (auto algorithm = hash_algorithm(name)) return *algorithm;
  e.error(Code::BadUse, pos,
          "unknown hash algorithm '{}', expect 'blake3', 'md5', 'sha1', 'sha256', or 'sha512'", name);
}

V hash_string(Evaluator& e, V* a, Pos pos) {
  std::string_view name = e.force_string_no_context(
      a[0], pos, "while evaluating the first argument passed to builtins.hashString");
  HashAlgorithm algorithm = algorithm_named(e, name, pos);
  ContextSet discarded;
  std::string_view text = e.force_string(
      a[1], pos, "while evaluating the second argument passed to builtins.hashString", discarded);
  e.spend(text.size() / 64);
  return e.make_string(hash_of(algorithm, text).base16());
}

std::string written(Evaluator& e, const Hash& hash, std::string_view format, Pos pos) {
  if (format == "base16") return hash.base16();
  if (format == "nix32" || format == "base32") return hash.base32();
  if (format == "base64") return hash.base64();
  if (format == "sri") return hash.sri();
  e.error(Code::BadUse, pos, "unknown hash format '{}', expect 'base16', 'base32', 'base64', or 'sri'",
          format);
}

V convert_hash(Evaluator& e, V* a, Pos pos) {
  e.force_attrs(a[0], pos, "while evaluating the first argument passed to builtins.convertHash");
  V& hash_slot = builtin::attribute(e, a[0], "hash", pos, "while locating the attribute 'hash'");
  std::string_view text = e.force_string_no_context(hash_slot, pos, "while evaluating the attribute 'hash'");
  std::optional<HashAlgorithm> algorithm;
  if (V* slot = e.find(a[0], "hashAlgo")) {
    algorithm = algorithm_named(
        e, e.force_string_no_context(*slot, pos, "while evaluating the attribute 'hashAlgo'"), pos);
  }
  V& format_slot =
      builtin::attribute(e, a[0], "toHashFormat", pos, "while locating the attribute 'toHashFormat'");
  std::string_view format =
      e.force_string_no_context(format_slot, pos, "while evaluating the attribute 'toHashFormat'");
  if (format == "base32") {
    e.host().narrate("warning: \"base32\" is a deprecated alias for hash format \"nix32\".");
  }
  static_cast<void>(written(e, Hash{}, format, pos));  // an unknown format is reported before a bad hash
  Result<Hash> hash = parse_hash(text, algorithm);
  if (!hash) e.throw_error(std::move(hash).error());
  return e.make_string(written(e, *hash, format, pos));
}

}  // namespace

void add_string_builtins(Registry& registry) {
  const Builtin table[] = {
      {"toString", 1, 1, true, to_string, "toString value",
       "The value as a string: numbers, true (\"1\"), false and null (\"\"), lists with spaces between, "
       "paths as they "
       "are."},
      {"substring", 3, 1, false, substring, "substring start length string",
       "The bytes from `start`, at most `length` of them; a negative length means all that follow."},
      {"stringLength", 1, 1, false, string_length, "stringLength string", "The number of bytes."},
      {"concatStringsSep", 2, 1, false, concat_strings_sep, "concatStringsSep separator strings",
       "All strings of the list with the separator between them."},
      {"replaceStrings", 3, 1, false, replace_strings, "replaceStrings from to string",
       "The string with every occurrence of from[i] replaced by to[i], in one pass from the left."},
      {"hashString", 2, 1, false, hash_string, "hashString algorithm string",
       "The hash in base 16. Algorithms: \"blake3\", \"md5\", \"sha1\", \"sha256\", \"sha512\"."},
      {"convertHash", 1, 1, false, convert_hash, "convertHash { hash, hashAlgo ? …, toHashFormat }",
       "The same hash in another notation: \"base16\", \"nix32\", \"base64\" or \"sri\"."},
  };
  registry.insert(registry.end(), std::begin(table), std::end(table));
}

}  // namespace hm
