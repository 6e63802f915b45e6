// What the evaluation of a configuration comes to, kept with everything that it depended on: an unchanged `hm switch` or
// `hm check` evaluates nothing and reads no file of the configuration, it only looks whether the files are the same.
//
//   $XDG_CACHE_HOME/hm/evaluations/KEY    observations, then the conclusion; replaced by a rename
//
// KEY stands for the program, the configuration, and what the command line and the search path say. Only evaluations that
// came to a generation are kept: what is wrong with a configuration is told by evaluating it.
#pragma once

#include <string>
#include <vector>

#include "activate/cli/configuration.hpp"

namespace hm {

struct Conclusion {
  std::vector<std::string> failed;    // messages of assertions that do not hold; then there is no derivation
  std::vector<std::string> warnings;
  std::string derivation;             // full path of the generation's .drv
  std::vector<std::string> homes;     // where the file has several, and they were asked for: then there is nothing else
};

enum class Homes { One, Names };

// `store`: evaluation may write to it, and the derivation is there afterwards. Null: read-only. From the cache where
// nothing changed (options.evaluation.no_cache: never). `several`: what to say of a file with several homes where the
// options name none of them: that one has to be named (an error), or their names.
Result<Conclusion> conclude(Program& program, const ConfigurationOptions& options, const std::string& file,
                            const std::string& store_dir, Store* store, Homes several = Homes::One);

}  // namespace hm
