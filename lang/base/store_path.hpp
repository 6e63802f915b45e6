// Store paths: "<store dir>/<32 characters>-<name>", and how each kind is computed (the reference's store path
// specification: https://nix.dev/manual/nix/latest/protocols/store-path).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lang/base/hash.hpp"
#include "lang/base/result.hpp"

namespace hm {

// "<32 characters>-<name>" without the directory: a type of its own, never a string by accident.
class StorePath {
 public:
  StorePath() = default;
  // Checks characters, length (name: 1..211) and form.
  static Result<StorePath> parse_base(std::string_view base);
  // "<store_dir>/<base>" exactly; anything below it is an error.
  static Result<StorePath> parse(std::string_view store_dir, std::string_view path);

  // For what is well-formed by construction, or was checked before.
  static StorePath of_valid_base(std::string base) {
    StorePath path;
    path.base_ = std::move(base);
    return path;
  }

  const std::string& base() const { return base_; }
  std::string_view hash_part() const { return std::string_view(base_).substr(0, 32); }
  std::string_view name() const { return std::string_view(base_).substr(33); }
  std::string in(std::string_view store_dir) const;
  bool is_derivation() const { return base_.size() > 4 && base_.ends_with(".drv"); }
  bool empty() const { return base_.empty(); }

  friend bool operator==(const StorePath&, const StorePath&) = default;
  friend auto operator<=>(const StorePath& a, const StorePath& b) { return a.base_ <=> b.base_; }

 private:
  std::string base_;
};

// Is `name` allowed as the name part? The error says which character or length is not.
Status check_store_name(std::string_view name);

// The general form: type is "source:…", "text:…", "output:out", …
// Requires, here and below: check_store_name(name) (for outputs: of output_path_name) was asked before.
StorePath make_store_path(std::string_view store_dir, std::string_view type, const Hash& hash, std::string_view name);

// Texts (toFile, .drv): references sorted.
StorePath text_path(std::string_view store_dir, std::string_view name, std::string_view content,
                    const std::vector<StorePath>& references);
// Sources and fixed outputs. `recursive`: `hash` is of the NAR; else of the flat file.
StorePath fixed_output_path(std::string_view store_dir, std::string_view name, const Hash& hash, bool recursive,
                            const std::vector<StorePath>& references = {}, bool self_reference = false);
// Fixed outputs that are hashed as a Git object (blob or tree).
StorePath git_output_path(std::string_view store_dir, std::string_view name, const Hash& hash);
// Outputs of input-addressed derivations; "out" has no suffix in the name.
StorePath output_path(std::string_view store_dir, const Hash& modulo, std::string_view derivation_name,
                      std::string_view output);
std::string output_path_name(std::string_view derivation_name, std::string_view output);
// builtins.placeholder: "/<52 characters>"
std::string placeholder(std::string_view output);

}  // namespace hm

template <>
struct std::hash<hm::StorePath> {
  std::size_t operator()(const hm::StorePath& p) const noexcept { return std::hash<std::string>{}(p.base()); }
};
