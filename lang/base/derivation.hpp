// Derivations and their ATerm form (".drv" files), and hashing modulo fixed outputs.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

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
  bool is_fixed_output() const;
};

// What others ask about a derivation: what it makes and what it needs.
struct DerivationOutline {
  std::optional<std::string> name;             // the variable of that name
  std::map<std::string, std::string> outputs;  // name -> full path; "" where unknown
  std::vector<std::string> input_derivations;  // full paths, sorted
  std::vector<std::string> input_sources;      // full paths, sorted
};
DerivationOutline outline_of(const Derivation& derivation);

// One input as it is written into the modulo hash: the input's own hash in place of its path.
struct ModuloInput {
  std::string hash;                       // base16
  std::vector<std::string_view> outputs;  // sorted
};
// Sorted by hash; inputs with one hash (a file fetched in two ways) become one, with the outputs of both.
void unite(std::vector<ModuloInput>& inputs);

// The texts of one derivation that instantiating it takes: two for hashes, one to be written. They differ in the inputs
// and in the paths of the outputs only, so all the rest is quoted once.
class DerivationText {
 public:
  // The derivation must stay as it is, but for the outputs' paths and their variables, and outlive this.
  explicit DerivationText(const Derivation& derivation);

  std::string written() const;  // the ".drv"
  // What is hashed: with `inputs` for the input derivations, and outputs' paths left empty where `mask_outputs`.
  Hash modulo(bool mask_outputs, const std::vector<ModuloInput>& inputs) const;

 private:
  template <class Inputs, class Write>
  void pieces(bool mask_outputs, const Inputs& inputs, Write write) const;

  struct Hole {
    std::size_t at;            // in rest_: the value of an output's variable goes here
    const std::string* name;   // of the output
  };
  const Derivation& derivation_;
  fmt::memory_buffer rest_;  // from the input sources on
  std::vector<Hole> holes_;
};

// Where a derivation is written: text_path of its text, with all inputs as references.
StorePath derivation_path(std::string_view store_dir, std::string_view name, const Derivation& derivation,
                          std::string_view text);

// Strict: refuses anything the writer would not have written. Bounded recursion, no trust in lengths.
Result<Derivation> parse_derivation(std::string_view aterm);

// Hash of a derivation modulo fixed outputs (the input-addressed scheme). `input_hash` gives the modulo hash of an
// input .drv path (memoised by the caller).
Hash hash_modulo(const Derivation& derivation, bool mask_outputs,
                 const std::function<Hash(const std::string& drv_path)>& input_hash);

}  // namespace hm
