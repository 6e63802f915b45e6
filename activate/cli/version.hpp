#pragma once

#include <string_view>

namespace hm {

inline constexpr std::string_view kVersion = HM_VERSION;  // from CMake's project()

}  // namespace hm
