// Carries out a plan.
//
// Rounds: everything that is ready and needs no process is computed and committed as one batch; when nothing
// of that kind is left, the next ordinary build runs. Each output is locked while it is made, so that a
// second hm that wants the same thing waits for it instead of doing it again.
//
// A crash leaves: finished builds (registered), at most one batch of temporary trees, build directories; the
// collector removes the last two.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "store/build/builtins.hpp"
#include "store/build/plan.hpp"
#include "store/store_impl.hpp"

namespace hm {

class Realiser {
 public:
  Realiser(Store& store, Store::Impl& impl, const BuildOptions& options);
  Result<Realised> run(const std::vector<Wanted>& wanted);

 private:
  struct Product {  // one output, written under a temporary name
    std::string output;
    std::string temporary;
  };
  bool ready(const BuildStep& step) const;
  Status interrupted() const;
  Status run_computed(const std::vector<BuildStep*>& batch);
  Status compute(BuildStep& step);
  Status run_check(const BuildStep& step, const std::vector<std::string>& check, const std::string& path);
  Status run_ordinary(BuildStep& step);
  Status build(BuildStep& step);
  Status take_output(const BuildStep& step, Product& product, const std::vector<StorePath>& candidates);
  Status run_builder(const BuildStep& step, const std::string& build_dir);
  Status write_files(const std::map<std::string, std::string>& files, const std::string& directory);
  Result<std::vector<StorePath>> input_closure(const BuildStep& step);
  Status check_fixed(const BuildStep& step, const DerivationOutput& output, const std::string& temporary,
                     const Hash& nar_hash, std::string& content_address);
  Status stage(const BuildStep& step, const Product& product, const NarSummary& nar,
               std::vector<StorePath> references);
  Status forget_vanished(const std::vector<Wanted>& wanted);
  Result<std::vector<PathLock>> lock_outputs(const std::vector<BuildStep*>& steps);
  Result<bool> all_valid(const BuildStep& step);
  void tell(BuildEvent::Kind kind, const BuildStep& step, std::string text = {});
  Status finish(BuildStep& step);
  std::string shown(const StorePath& path) const { return path.in(store_.dir()); }

  Store& store_;
  Store::Impl& impl_;
  ObjectStore& objects_;
  Fs& fs_;
  const BuildOptions& options_;
  BuildPlan plan_;
  std::size_t finished_ = 0;
};

}  // namespace hm
