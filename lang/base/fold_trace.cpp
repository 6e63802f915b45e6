#include "lang/base/fold_trace.hpp"

#include <algorithm>

namespace hm {

namespace {

constexpr std::size_t kLongestPeriod = 16;
constexpr std::size_t kLibraryFramesShown = 4;

bool same(const TraceFrame& a, const TraceFrame& b) {
  return a.pos == b.pos && a.kind == b.kind && a.text == b.text;
}

// How often the `period` frames from `at` come again right behind themselves.
std::size_t repetitions(const std::vector<const TraceFrame*>& frames, std::size_t at, std::size_t period) {
  std::size_t count = 0;
  for (std::size_t next = at + period; next + period <= frames.size(); next += period, ++count) {
    for (std::size_t i = 0; i < period; ++i) {
      if (!same(*frames[at + i], *frames[next + i])) return count;
    }
  }
  return count;
}

std::vector<FoldedFrame> fold_repetitions(const std::vector<const TraceFrame*>& frames) {
  std::vector<FoldedFrame> folded;
  for (std::size_t at = 0; at < frames.size();) {
    std::size_t best = 0, repeats = 0;
    for (std::size_t period = 1; period <= kLongestPeriod && at + 2 * period <= frames.size(); ++period) {
      repeats = repetitions(frames, at, period);
      if (repeats > 0) {
        best = period;
        break;
      }
    }
    if (best == 0) {
      folded.push_back({frames[at++]});
      continue;
    }
    for (std::size_t i = 0; i < best; ++i) folded.push_back({frames[at + i]});
    folded.push_back({nullptr, repeats, best});
    at += best * (repeats + 1);
  }
  return folded;
}

enum Rank { User, Context, Derivation, Library };

// A derivation that a library made on the user's behalf says nothing to them; one without a place may be
// theirs.
Rank rank_of(const TraceFrame& frame, const std::function<bool(const TraceFrame&)>& is_user) {
  if (is_user(frame)) return frame.kind == TraceFrame::Kind::Derivation ? Derivation : User;
  if (frame.kind == TraceFrame::Kind::Context) return Context;
  return frame.kind == TraceFrame::Kind::Derivation && frame.pos == kNoPos ? Derivation : Library;
}

}  // namespace

FoldedTrace whole_trace(const std::vector<TraceFrame>& trace) {
  std::vector<const TraceFrame*> frames;
  for (const TraceFrame& frame : trace) frames.push_back(&frame);
  return {fold_repetitions(frames), 0};
}

FoldedTrace fold_trace(std::span<const TraceFrame> trace,
                       const std::function<bool(const TraceFrame&)>& is_user, const FoldLimits& limits) {
  std::vector<const TraceFrame*> candidates;
  for (const TraceFrame& frame : trace) {
    if (rank_of(frame, is_user) != Library) candidates.push_back(&frame);
  }
  std::size_t left = limits.frames;
  if (candidates.empty() && limits.library_alone) {
    for (const TraceFrame& frame : trace) candidates.push_back(&frame);
    left = kLibraryFramesShown;
  }
  std::vector<FoldedFrame> folded = fold_repetitions(candidates);

  // Room is given out by rank; within a rank the innermost frames win.
  std::vector<bool> shown(folded.size(), false);
  for (const Rank rank : {User, Context, Derivation, Library}) {
    std::size_t left_of_rank = rank == Context ? limits.contexts : left;
    for (std::size_t i = 0; i < folded.size() && left > 0 && left_of_rank > 0; ++i) {
      if (!folded[i].frame || rank_of(*folded[i].frame, is_user) != rank) continue;
      shown[i] = true;
      --left;
      --left_of_rank;
    }
  }
  FoldedTrace result;
  std::size_t counted = 0;
  for (std::size_t i = 0; i < folded.size(); ++i) {
    if (folded[i].frame) {
      if (!shown[i]) continue;
      ++counted;
      result.frames.push_back(folded[i]);
    } else if (i > 0 && shown[i - 1] && folded[i].period <= result.frames.size()) {
      counted += folded[i].repeats * folded[i].period;
      result.frames.push_back(folded[i]);
    }
  }
  result.hidden = trace.size() - std::min(counted, trace.size());
  return result;
}

}  // namespace hm
