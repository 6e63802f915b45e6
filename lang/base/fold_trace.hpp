// Which frames of a trace are shown, and which are only counted.
//
// People read the frames in their own files; what a library did on the way there is noise until they ask for
// it, and what a library says about it (addErrorContext: "while evaluating the option …") is not.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "lang/base/diagnostic.hpp"

namespace hm {

struct FoldedFrame {
  const TraceFrame* frame = nullptr;  // null: a remark about the frames before or after it
  std::size_t repeats = 0;            // with `frame` null: so many more rounds of …
  std::size_t period = 0;             // … the last so many frames
};

struct FoldedTrace {
  std::vector<FoldedFrame> frames;  // innermost first
  std::size_t hidden = 0;           // frames that are only counted
};

struct FoldLimits {
  std::size_t frames = 12;     // in all, about
  std::size_t contexts = 4;    // of what a library says about its steps, the innermost
  bool library_alone = false;  // where there are no others, a few frames of the library
};

// The frames worth reading, by rank: the user's own, contexts, derivations; the rest is hidden. Frames that
// repeat (a function calling itself) are shown once.
FoldedTrace fold_trace(std::span<const TraceFrame> trace,
                       const std::function<bool(const TraceFrame&)>& is_user, const FoldLimits& limits);
// Every frame, repetitions folded.
FoldedTrace whole_trace(const std::vector<TraceFrame>& trace);

}  // namespace hm
