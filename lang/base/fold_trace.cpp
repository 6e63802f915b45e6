#include "lang/base/fold_trace.hpp"

#include <algorithm>

namespace hm {

namespace {

constexpr std::size_t kLongestPeriod = 16;

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

Rank rank_of(const TraceFrame& frame, const std::function<bool(const TraceFrame&)>& is_user) {
  if (frame.kind == TraceFrame::Kind::Context) return Context;
  if (frame.kind == TraceFrame::Kind::Derivation) return Derivation;
  return is_user(frame) ? User : Library;
}

}  // namespace

FoldedTrace whole_trace(const std::vector<TraceFrame>& trace) {
  std::vector<const TraceFrame*> frames;
  for (const TraceFrame& frame : trace) frames.push_back(&frame);
  return {fold_repetitions(frames), 0};
}

FoldedTrace fold_trace(const std::vector<TraceFrame>& trace,
                       const std::function<bool(const TraceFrame&)>& is_user, std::size_t most) {
  std::vector<const TraceFrame*> candidates;
  for (const TraceFrame& frame : trace) {
    if (rank_of(frame, is_user) != Library) candidates.push_back(&frame);
  }
  std::vector<FoldedFrame> folded = fold_repetitions(candidates);

  // Room is given out by rank; within a rank the innermost frames win.
  std::vector<bool> shown(folded.size(), false);
  std::size_t left = most;
  for (const Rank rank : {User, Context, Derivation}) {
    for (std::size_t i = 0; i < folded.size() && left > 0; ++i) {
      if (!folded[i].frame || rank_of(*folded[i].frame, is_user) != rank) continue;
      shown[i] = true;
      --left;
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
