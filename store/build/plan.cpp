#include "store/build/plan.hpp"

#include <unordered_map>

namespace hm {
namespace {

class Planner {
 public:
  explicit Planner(Store& store) : store_(store) {}

  Status want(const Wanted& wanted) {
    HM_TRY(const Outputs outputs, require(wanted.derivation, wanted.outputs));
    plan_.wanted[wanted.derivation].insert(outputs.begin(), outputs.end());
    return work();
  }
  BuildPlan take() { return std::move(plan_); }

 private:
  // A derivation on the stack: its inputs are looked at one after the other, then it becomes a step.
  struct Visit {
    BuildStep step;
    std::vector<std::pair<StorePath, std::set<std::string>>> inputs;
    std::size_t next = 0;
  };

  // The paths of the outputs asked for; pushes a visit where one of them is missing.
  Result<Outputs> require(const StorePath& path, const std::set<std::string>& names) {
    plan_.kept.push_back(path);
    auto known = known_.find(path);
    if (known == known_.end()) {
      HM_TRY(Derivation derivation, store_.read_derivation(path));
      HM_TRY(Outputs outputs, store_.outputs_of(path));
      known = known_.emplace(path, std::pair(std::move(derivation), std::move(outputs))).first;
    }
    const auto& [derivation, outputs] = known->second;
    Outputs chosen;
    bool missing = false;
    for (const auto& [name, output] : derivation.outputs) {
      if (!names.empty() && !names.contains(name)) continue;
      const auto found = outputs.find(name);
      if (found == outputs.end()) {
        return fail(Code::InvalidDerivation,
                    "'{}' has a floating content-addressed output, which this version of hm cannot build",
                    path.in(store_.dir()));
      }
      chosen.insert(*found);
      plan_.kept.push_back(found->second);
      HM_TRY(const bool valid, store_.is_valid(found->second));
      missing |= !valid;
    }
    for (const std::string& name : names) {
      if (!chosen.contains(name))
        return fail(Code::InvalidDerivation, "derivation '{}' has no output '{}'", path.in(store_.dir()),
                    name);
    }
    if (missing && step_of_.find(path) == step_of_.end()) HM_CHECK(enter(path, derivation, outputs));
    return chosen;
  }

  Status enter(const StorePath& path, const Derivation& derivation, const Outputs& outputs) {
    if (!entered_.insert(path).second)
      return fail(Code::InvalidDerivation, "derivation '{}' needs itself", path.in(store_.dir()));
    Visit visit;
    visit.step.path = path;
    visit.step.derivation = derivation;
    visit.step.outputs = outputs;
    for (const auto& [input, names] : derivation.input_derivations) {
      HM_TRY(StorePath parsed, StorePath::parse(store_.dir(), input));
      visit.inputs.emplace_back(std::move(parsed), names);
    }
    for (const std::string& source : derivation.input_sources) {
      HM_TRY(const StorePath parsed, StorePath::parse(store_.dir(), source));
      HM_TRY(const bool valid, store_.is_valid(parsed));
      if (!valid)
        return fail(Code::NotFound, "'{}', which '{}' needs, is not in the store", source, path.base());
      plan_.kept.push_back(parsed);
    }
    stack_.push_back(std::move(visit));
    return {};
  }

  Status work() {
    while (!stack_.empty()) {
      const std::size_t depth = stack_.size();
      if (stack_.back().next < stack_.back().inputs.size()) {
        const auto input = stack_.back().inputs[stack_.back().next];
        HM_TRY(const Outputs outputs, require(input.first, input.second));
        if (stack_.size() > depth) continue;  // first the input, then this one goes on
        const auto step = step_of_.find(input.first);
        if (step != step_of_.end()) stack_.back().step.after.push_back(step->second);
        ++stack_.back().next;
      } else {
        step_of_.emplace(stack_.back().step.path, plan_.steps.size());
        plan_.steps.push_back(std::move(stack_.back().step));
        stack_.pop_back();
      }
    }
    return {};
  }

  Store& store_;
  BuildPlan plan_;
  std::unordered_map<StorePath, std::pair<Derivation, Outputs>> known_;
  std::unordered_map<StorePath, std::size_t> step_of_;
  std::set<StorePath> entered_;
  std::vector<Visit> stack_;
};

}  // namespace

Result<BuildPlan> plan_builds(Store& store, const std::vector<Wanted>& wanted) {
  Planner planner(store);
  for (const Wanted& one : wanted) HM_CHECK(planner.want(one));
  return planner.take();
}

}  // namespace hm
