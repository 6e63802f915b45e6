// Derivations and their ATerm form (".drv" files), and hashing modulo fixed outputs.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lang/base/hash.hpp"
#include "lang/base/result.hpp"
#include "lang/base/store_path.hpp"

namespace hm {

struct DerivationOutput {
  std::string path;            // full path; "" where unknown (floating content-addressed)
  std::string hash_algorithm;  // "", "sha256", "r:sha256", "text:sha256"
  std::string hash;            // base16, "" where none; "impure" for impure derivations
  bool fixed() const { return !hash.empty() && hash != "impure"; }
};

struct Derivation {
  std::map<std::string, DerivationOutput> outputs;
  std::map<std::string, std::set<std::string>> input_derivations;  // full .drv path -> output names
  std::set<std::string> input_sources;                             // full paths
  std::string system;
  std::string builder;
  std::vector<std::string> arguments;
  std::map<std::string, std::string> environment;

  std::string to_aterm() const;
  // As written into the modulo hash: output paths (and environment values of the outputs) emptied where `mask`,
  // inputs replaced by `inputs` (base16 modulo hash -> output names) where given.
  std::string to_aterm(bool mask_outputs,
                       const std::map<std::string, std::set<std::string>>* inputs) const;
  bool is_fixed_output() const;
};

// Strict: refuses anything the writer would not have written. Bounded recursion, no trust in lengths.
Result<Derivation> parse_derivation(std::string_view aterm);

// Hash of a derivation modulo fixed outputs (the input-addressed scheme). `input_hash` gives the modulo hash of an
// input .drv path (memoised by the caller).
Hash hash_modulo(const Derivation& derivation, bool mask_outputs,
                 const std::function<Hash(const std::string& drv_path)>& input_hash);

}  // namespace hm
