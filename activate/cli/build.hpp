// The store as the verbs use it: opened in its place, asked to build, its progress shown.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "activate/cli/command.hpp"
#include "store/store.hpp"

namespace hm {

enum class StoreUse { Read, Write };
Result<std::unique_ptr<Store>> open_store(Program& program, StoreUse use);
// What open_store opens.
StoreOptions store_options(const Program& program, StoreUse use);
// Progress on the terminal and interruption, for builds that last as long as `body`.
Status with_build_options(Program& program, Store& store, const std::function<Status(const BuildOptions&)>& body);

// Makes the outputs of the derivation (a full path) exist; gives the path of `output`.
Result<std::string> build_output(Program& program, Store& store, const std::string& derivation,
                                 const std::string& output = "out");
// Several at once: the path of `out` (or of the only output) of each.
Result<std::vector<std::string>> build_outputs(Program& program, Store& store, const std::vector<std::string>& derivations);

// A symlink to the object, at `link`, that keeps it from the collector.
Status make_result_link(Store& store, const std::string& link, const std::string& object);

// The object that a path lies in: "/…/store/<base>/bin/x" -> "<base>".
Result<StorePath> object_of(const Store& store, const std::string& path);

}  // namespace hm
