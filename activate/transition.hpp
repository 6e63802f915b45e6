// Transitional generations.
//
// Something of someone else's gives way to a link of ours (or comes back in its place) without a moment in
// which its path reads as anything but its old or its new content: the profile first turns to a generation
// that shows at that path the very bytes that stand there; under it the two exchange their places; then the
// profile turns on. Such a generation is a directory in the state directory, gone after the switch:
// everything of the generation it is based on, by symlinks, and the paths of `view` besides.
#pragma once

#include <map>
#include <string>

#include "store/fs.hpp"

namespace hm::activate {

// Makes `<state>/<name>` anew; durable when it returns. `base`: the generation's store path, or "" for none.
// `view`: path in home-files -> where it leads; no path lies below another.
Status make_transition(Fs& fs, const Fd& state, const std::string& name, const std::string& base,
                       const std::map<std::string, std::string>& view);

}  // namespace hm::activate
