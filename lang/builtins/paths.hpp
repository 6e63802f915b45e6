// What the builtins about paths, files and derivations share.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lang/builtins/registry.hpp"
#include "lang/eval/evaluator.hpp"

namespace hm::builtin {

// The value or its failure, thrown and labelled with `pos`.
template <class T>
T checked(Evaluator& e, Result<T> result, Pos pos) {
  if (!result) e.throw_error(std::move(result).error().at(e.token_span(pos)));
  return std::move(result).value();
}
inline void checked(Evaluator& e, Status status, Pos pos) {
  if (!status) e.throw_error(std::move(status).error().at(e.token_span(pos)));
}

// A path to be read now: what its context names is made to exist first.
std::string readable_path(Evaluator& e, V& slot, Pos pos);
// What is there (not following a link in the last component); an error where nothing is.
FileKind existing_kind(Evaluator& e, const std::string& path, Pos pos);
// The contents of a regular file (links are followed), or a clear word.
std::string file_contents(Evaluator& e, const std::string& path, Pos pos);
// `path` without symbolic links in any component; what does not exist is left as it is.
std::string resolve_links(Evaluator& e, const std::string& path, Pos pos);

// "/store/hash-name/below/it" -> the object's path; nothing where it does not lie in the store.
std::optional<StorePath> enclosing_store_path(Evaluator& e, std::string_view path);
// A store path as a string whose context is the path itself.
V store_path_string(Evaluator& e, const StorePath& path);

// A hash that may be empty (then: zeros, and a warning that says what was assumed).
Hash hash_or_zero(Evaluator& e, std::string_view text, std::optional<HashAlgorithm> algorithm, Pos pos);

// builtins.outputOf (output_of.cpp).
V output_of(Evaluator& e, V* arguments, Pos pos);
// builtins.derivation (derivation_sets.cpp).
V derivation(Evaluator& e, V* arguments, Pos pos);
// A .drv file as a value: what importing it gives.
V import_derivation(Evaluator& e, const StorePath& path, Pos pos);

void add_file_builtins(Registry& registry);    // files.cpp
void add_input_builtins(Registry& registry);   // inputs.cpp
void add_source_builtins(Registry& registry);  // sources.cpp

}  // namespace hm::builtin
