// The built-in builders (docs/internals/treaties.md): derivations that need no process. Each turns the
// derivation's structured attributes into a tree; writing it, hashing and registering are the same for all
// (realise.cpp).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "store/store.hpp"
#include "store/tree_sink.hpp"

namespace hm {

struct BuiltinInput {
  Fs& fs;
  const nlohmann::json& attributes;
  std::string store_dir;
  std::string out;  // the output's final path
  bool fixed_output = false;
  const BuildOptions& options;
  StorePath derivation;
  std::function<std::string()> temporary;  // a new absolute path inside the store directory, for downloads
};

struct BuiltinResult {
  Tree tree;
  std::vector<std::string> check;  // a program and its arguments, to be run with the output's path appended
  std::vector<std::string>
      temporaries;  // names in the store directory that `tree` copies from; removed afterwards
};

using BuiltinBuilder = Result<BuiltinResult> (*)(const BuiltinInput& input);

// Null where there is no builder of that name ("builtin:tree").
BuiltinBuilder find_builtin(const std::string& name);

Result<BuiltinResult> build_tree(const BuiltinInput& input);
Result<BuiltinResult> build_environment(const BuiltinInput& input);
Result<BuiltinResult> build_home_files(const BuiltinInput& input);
Result<BuiltinResult> build_generation(const BuiltinInput& input);
Result<BuiltinResult> build_fetchurl(const BuiltinInput& input);

}  // namespace hm
