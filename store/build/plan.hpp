// Which derivations must be built so that the wanted outputs exist, and in which order.
#pragma once

#include <cstddef>
#include <set>
#include <vector>

#include "store/store.hpp"

namespace hm {

struct BuildStep {
  StorePath path;  // of the derivation
  Derivation derivation;
  Outputs outputs;
  std::vector<std::size_t> after;  // steps that must be done before
  bool done = false;
};

struct BuildPlan {
  std::vector<BuildStep> steps;  // each after what it needs
  Realised wanted;               // the outputs asked for
  std::vector<StorePath> kept;   // everything the plan relies on
};

// Stops descending at what is valid. Code::NotFound for a derivation or source that is not there,
// Code::InvalidDerivation for an output that a derivation does not have.
Result<BuildPlan> plan_builds(Store& store, const std::vector<Wanted>& wanted);

}  // namespace hm
