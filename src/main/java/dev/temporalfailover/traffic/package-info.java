/** What moves traffic: the ports that the loop knows. The SDKs behind them are details of the sub-packages. */
package dev.temporalfailover.traffic;
