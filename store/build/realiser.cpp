#include "store/build/realiser.hpp"

#include <algorithm>

#include "store/build/canonical.hpp"
#include "store/fs_steps.hpp"

namespace hm {

Realiser::Realiser(Store& store, Store::Impl& impl, const BuildOptions& options)
    : store_(store), impl_(impl), objects_(*impl.objects), fs_(impl.fs), options_(options) {}

void Realiser::tell(BuildEvent::Kind kind, const BuildStep& step, std::string text) {
  if (options_.progress) options_.progress({kind, step.path, std::move(text), finished_, plan_.steps.size()});
}

Status Realiser::interrupted() const {
  if (options_.interrupted && options_.interrupted())
    return fail(Code::Interrupted, "interrupted while building");
  return {};
}

bool Realiser::ready(const BuildStep& step) const {
  return !step.done && std::all_of(step.after.begin(), step.after.end(),
                                   [&](std::size_t i) { return plan_.steps[i].done; });
}

Result<Realised> Realiser::run(const std::vector<Wanted>& wanted) {
  // While the batch is open the collector is out: what the plan finds valid is still valid when it has been
  // kept.
  HM_CHECK(objects_.commit());
  HM_CHECK(objects_.open_batch());
  HM_CHECK(forget_vanished(wanted));
  auto plan = plan_builds(store_, wanted);
  if (!plan) {
    ignore(objects_.commit(), "the plan's error is the one to report");
    return std::move(plan).error();
  }
  plan_ = std::move(plan).value();
  HM_CHECK(objects_.keep(plan_.kept));
  HM_CHECK(objects_.commit());
  if (options_.progress && !plan_.steps.empty())
    options_.progress({BuildEvent::Kind::Planned, {}, {}, 0, plan_.steps.size()});
  while (finished_ < plan_.steps.size()) {
    HM_CHECK(interrupted());
    std::vector<BuildStep*> computed;
    BuildStep* ordinary = nullptr;
    for (BuildStep& step : plan_.steps) {
      if (!ready(step)) continue;
      if (step.derivation.builder.starts_with("builtin:")) {
        computed.push_back(&step);
      } else if (ordinary == nullptr) {
        ordinary = &step;
      }
    }
    if (computed.empty() && ordinary == nullptr)
      return fail(Code::Internal, "no build is ready, yet some are not done");
    HM_CHECK(computed.empty() ? run_ordinary(*ordinary) : run_computed(computed));
  }
  return std::move(plan_.wanted);
}

// What is wanted may be valid and lack something that it refers to.
Status Realiser::forget_vanished(const std::vector<Wanted>& wanted) {
  std::vector<StorePath> valid;
  for (const Wanted& one : wanted) {
    HM_TRY(const Outputs outputs, store_.outputs_of(one.derivation));
    for (const auto& [name, path] : outputs) {
      HM_TRY(const bool there, impl_.database->is_valid(path));
      if (there) valid.push_back(path);
    }
  }
  HM_TRY(const std::vector<StorePath> closure, closure_of(*impl_.database, valid, store_.dir()));
  for (const StorePath& path : closure) HM_CHECK(objects_.is_there(path));
  return {};
}

Result<std::vector<PathLock>> Realiser::lock_outputs(const std::vector<BuildStep*>& steps) {
  // Always in the same order, so that two processes never wait for each other.
  std::vector<std::pair<StorePath, const BuildStep*>> outputs;
  for (const BuildStep* step : steps) {
    for (const auto& [name, path] : step->outputs) outputs.emplace_back(path, step);
  }
  std::sort(outputs.begin(), outputs.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  outputs.erase(std::unique(outputs.begin(), outputs.end(),
                            [](const auto& a, const auto& b) { return a.first == b.first; }),
                outputs.end());
  std::vector<PathLock> locks;
  for (const auto& [path, step] : outputs) {
    HM_TRY(PathLock lock, PathLock::acquire(fs_, impl_.directories.locks, path,
                                            [&, s = step] { tell(BuildEvent::Kind::Waiting, *s); }));
    locks.push_back(std::move(lock));
  }
  return locks;
}

Result<bool> Realiser::all_valid(const BuildStep& step) {
  for (const auto& [name, path] : step.outputs) {
    HM_TRY(const bool valid, impl_.database->is_valid(path));
    if (!valid) return false;
  }
  return true;
}

Status Realiser::finish(BuildStep& step) {
  step.done = true;
  ++finished_;
  tell(BuildEvent::Kind::Finished, step);
  return {};
}

// --- computed builds
// ----------------------------------------------------------------------------------------

Status Realiser::run_computed(const std::vector<BuildStep*>& batch) {
  HM_TRY(const std::vector<PathLock> locks, lock_outputs(batch));
  HM_CHECK(objects_.open_batch());
  for (BuildStep* step : batch) {
    HM_TRY(const bool valid, all_valid(*step));
    Status computed;
    if (!valid && (computed = interrupted())) {
      tell(BuildEvent::Kind::Started, *step);
      computed = compute(*step);
    }
    if (!computed) {
      // What was computed before it is whole: it stays.
      ignore(objects_.commit(), "the failed build is the error to report");
      return std::move(computed).context(fmt::format("while building '{}'", shown(step->path)));
    }
  }
  HM_CHECK(objects_.commit());
  for (BuildStep* step : batch) HM_CHECK(finish(*step));
  return {};
}

// --- what both kinds share
// ----------------------------------------------------------------------------------

Result<std::vector<StorePath>> Realiser::input_closure(const BuildStep& step) {
  std::vector<StorePath> inputs;
  for (const std::string& source : step.derivation.input_sources) {
    HM_TRY(StorePath path, StorePath::parse(store_.dir(), source));
    inputs.push_back(std::move(path));
  }
  for (const auto& [input, names] : step.derivation.input_derivations) {
    HM_TRY(const StorePath derivation, StorePath::parse(store_.dir(), input));
    HM_TRY(const Outputs outputs, store_.outputs_of(derivation));
    for (const std::string& name : names) {
      const auto found = outputs.find(name);
      if (found != outputs.end()) inputs.push_back(found->second);
    }
  }
  return closure_of(*impl_.database, inputs, store_.dir());
}

Status Realiser::check_fixed(const BuildStep& step, const DerivationOutput& output,
                             const std::string& temporary, const Hash& nar_hash,
                             std::string& content_address) {
  if (!output.fixed()) return {};
  std::string_view method = output.hash_algorithm;
  const bool recursive = method.starts_with("r:");
  if (recursive) method.remove_prefix(2);
  const std::optional<HashAlgorithm> algorithm = hash_algorithm(method);
  if (!algorithm) {
    return fail(Code::InvalidDerivation, "the hash algorithm '{}' of a fixed output is not known",
                output.hash_algorithm);
  }
  HM_TRY(const Hash expected, parse_hash(output.hash, algorithm));
  Hash found = nar_hash;
  if (!recursive || *algorithm != HashAlgorithm::Sha256) {
    HM_TRY(found, hash_object(fs_, impl_.directories.store, temporary, *algorithm, recursive));
  }
  content_address = content_address_fixed(found, recursive);
  if (found == expected) return {};
  return fail(Code::HashMismatch,
              "hash mismatch in fixed-output derivation '{}':\n  specified: {}\n     got:    {}",
              shown(step.path), expected.sri(), found.sri());
}

Status Realiser::stage(const BuildStep& step, const Product& product, const NarSummary& nar,
                       std::vector<StorePath> references) {
  ObjectStore::Staged staged;
  staged.temporary = product.temporary;
  staged.info.path = step.outputs.at(product.output);
  staged.info.nar_hash = nar.hash;
  staged.info.nar_size = nar.size;
  staged.info.references = std::move(references);
  staged.info.deriver = step.path;
  Status checked = check_fixed(step, step.derivation.outputs.at(product.output), product.temporary, nar.hash,
                               staged.info.content_address);
  if (checked && step.derivation.outputs.at(product.output).fixed() && !staged.info.references.empty()) {
    checked = fail(Code::BuildFailed, "the fixed output '{}' refers to '{}', and must refer to nothing",
                   shown(staged.info.path), shown(staged.info.references.front()));
  }
  if (!checked) {
    ignore(remove_tree(fs_, impl_.directories.store, product.temporary), "the collector removes it later");
    return checked;
  }
  return objects_.stage(std::move(staged));
}

// --- the front door's side
// ----------------------------------------------------------------------------------

Result<Realised> Store::realise(const std::vector<Wanted>& wanted, const BuildOptions& options) {
  HM_CHECK(impl_->writable());
  return Realiser(*this, *impl_, options).run(wanted);
}

Result<std::vector<StorePath>> Store::missing(const std::vector<Wanted>& wanted) {
  HM_TRY(const BuildPlan plan, plan_builds(*this, wanted));
  std::vector<StorePath> result;
  for (const BuildStep& step : plan.steps) result.push_back(step.path);
  return result;
}

}  // namespace hm
