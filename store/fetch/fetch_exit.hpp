// What hm and the little program hm-fetch agree about.
#pragma once

namespace hm::fetch_exit {

inline constexpr int kDone = 0;
inline constexpr int kTryAgain = 10;   // the server or the way to it had a bad moment
inline constexpr int kNoUse = 11;      // the same request would fail again
inline constexpr int kCannotRun = 12;  // no libcurl
inline constexpr int kStartOver = 13;  // the server does not continue in the middle

inline constexpr long kConnectSeconds = 20;
inline constexpr long kStallSeconds = 60;  // without a byte

}  // namespace hm::fetch_exit
